/** ISO 7064 mod 97-10: the remainder of a text whose letters count A = 10 … Z = 35. A valid IBAN or ICS leaves 1. */
export function remainder97(text: string): number {
  const digits = text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return Number(BigInt(digits) % 97n)
}
