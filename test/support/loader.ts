const at = process.execArgv.indexOf('--import')

/** Node's options by which a test reads the house: for the programs that it starts and that read it too. */
export const loaderOptions = process.execArgv.slice(at, at + 2)
