import { setTimeout as sleep } from 'node:timers/promises'
import type { Line, Turn } from './line.ts'

/** Who waits in line keeps a place under the name of the visit, and comes back for the answer. */
export interface WaitingRoom<T> {
  /** Takes a place. A visit that still waits keeps its place, and the newer work is done when its turn comes. */
  readonly arrive: (visit: string, work: () => Promise<T>) => Place<T>
  /** The place of a visit; null when it has none (any more). */
  readonly find: (visit: string) => Place<T> | null
}

export interface Place<T> {
  /** How many are before this one. */
  readonly ahead: () => number
  /** How long it may still take, judged by how fast the line moved so far; null while it has hardly moved. */
  readonly secondsLeft: () => number | null
  /** The answer as soon as it is there; null when the patience is over before. Rejects as the work does. */
  readonly answer: (patienceMs: number) => Promise<T | null>
  /** The answer has arrived for sure: it is not kept. */
  readonly leave: () => void
}

export interface RoomRules {
  readonly line: Line
  /** How long an answer is kept for a visit that went away meanwhile. */
  readonly keptMs: number
}

/** Places are kept in this process: behind a proxy, a visit must find the same process again. */
export function createWaitingRoom<T>({ line, keptMs }: RoomRules): WaitingRoom<T> {
  const taken = new Map<string, Taken<T>>()
  const forget = (visit: string, place: Taken<T>) => {
    if (taken.get(visit) === place) taken.delete(visit)
  }
  return {
    arrive: (visit, work) => {
      const waiting = taken.get(visit)
      if (waiting && !waiting.todo.hasBegun) {
        waiting.todo.work = work
        return waiting.place
      }
      const fresh = takePlace(line, work, () => forget(visit, fresh))
      taken.set(visit, fresh)
      const forgetLater = () => setTimeout(fresh.place.leave, keptMs).unref()
      fresh.turn.done.then(forgetLater, forgetLater)
      return fresh.place
    },
    find: (visit) => taken.get(visit)?.place ?? null,
  }
}

interface Taken<T> {
  readonly todo: { work: () => Promise<T>; hasBegun: boolean }
  readonly turn: Turn<T>
  readonly place: Place<T>
}

function takePlace<T>(line: Line, work: () => Promise<T>, leave: () => void): Taken<T> {
  const todo = { work, hasBegun: false }
  return {
    todo,
    ...placeOf(
      line.join(() => begin(todo)),
      leave,
    ),
  }
}

/** What the work held, a password, is not kept with its answer. */
function begin<T>(todo: Taken<T>['todo']): Promise<T> {
  const { work } = todo
  todo.hasBegun = true
  todo.work = () => Promise.reject(new Error('The turn has begun'))
  return work()
}

function placeOf<T>(turn: Turn<T>, leave: () => void): Pick<Taken<T>, 'turn' | 'place'> {
  const arrived = performance.now()
  const before = turn.ahead()
  const secondsLeft = () => {
    const moved = before - turn.ahead()
    return moved < 10 ? null : (turn.ahead() * (performance.now() - arrived)) / moved / 1_000
  }
  const answer = async (patienceMs: number) => {
    const tired = new AbortController()
    const patience = sleep(patienceMs, null, { ref: false, signal: tired.signal })
    patience.catch(() => null)
    try {
      return await Promise.race([turn.done, patience])
    } finally {
      tired.abort()
    }
  }
  return { turn, place: { ahead: turn.ahead, secondsLeft, answer, leave } }
}
