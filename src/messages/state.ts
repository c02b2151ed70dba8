/** OPEN: the town hall has not answered; ANSWERED: it has; CLOSED: nothing more is expected. */
export type ThreadState = 'OPEN' | 'ANSWERED' | 'CLOSED'
