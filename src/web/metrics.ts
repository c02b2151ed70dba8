/** What this process has served since it started, for Prometheus. */
export interface Metrics {
  readonly count: (method: string, status: number, ms: number) => void
  readonly text: () => string
}

/** Seconds up to which an answer counts in each bucket. */
const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const

export function createMetrics(): Metrics {
  const requests = new Map<string, number>()
  const buckets = bounds.map(() => 0)
  let total = 0
  let seconds = 0
  return {
    count: (method, status, ms) => {
      const labels = `method="${knownMethod(method)}",status="${status}"`
      requests.set(labels, (requests.get(labels) ?? 0) + 1)
      bounds.forEach((bound, at) => {
        if (ms / 1000 <= bound) buckets[at] = (buckets[at] ?? 0) + 1
      })
      total += 1
      seconds += ms / 1000
    },
    text: () =>
      [
        '# HELP preau_http_requests_total Answers of this process.',
        '# TYPE preau_http_requests_total counter',
        ...[...requests].map(([labels, count]) => `preau_http_requests_total{${labels}} ${count}`),
        '# HELP preau_http_request_seconds Time to answer.',
        '# TYPE preau_http_request_seconds histogram',
        ...bounds.map(
          (bound, at) => `preau_http_request_seconds_bucket{le="${bound}"} ${buckets[at] ?? 0}`,
        ),
        `preau_http_request_seconds_bucket{le="+Inf"} ${total}`,
        `preau_http_request_seconds_sum ${seconds.toFixed(6)}`,
        `preau_http_request_seconds_count ${total}`,
        '# HELP process_resident_memory_bytes Memory of this process.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        '# HELP process_uptime_seconds Since the start.',
        '# TYPE process_uptime_seconds gauge',
        `process_uptime_seconds ${process.uptime().toFixed(0)}`,
        '',
      ].join('\n'),
  }
}

/** A stranger chooses the method: only known ones become a label. */
function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST'].includes(method) ? method : 'OTHER'
}
