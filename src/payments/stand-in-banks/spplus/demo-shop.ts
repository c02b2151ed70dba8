/** The shop that SP Plus published for everybody's trials (payments.md §1.1). */
export const demoShop = {
  siret: '00000000000001-01',
  clent: '586dfc9c34919b863ffd6463c9134a26ba29741ec7e98079',
} as const

/** Cards of the demonstration bank; the CVV is 123 for both. */
export const demoCards = {
  accepted: '1234567890123456',
  refused: '0000000000000000',
  cvv: '123',
} as const
