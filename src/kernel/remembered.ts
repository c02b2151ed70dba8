/** Text forms of a few thousand values are asked for again and again, and Intl is slow: each is made once. */
export function remembered<K, V>(make: (key: K) => V, atMost = 4_000): (key: K) => V {
  const made = new Map<K, V>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    if (made.size >= atMost) made.clear()
    const value = make(key)
    made.set(key, value)
    return value
  }
}
