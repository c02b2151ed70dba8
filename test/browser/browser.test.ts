// One portal, one Chromium and one process for all that needs a browser; the stories follow each other.
await import('./accessibility.ts')
await import('./without-javascript.ts')
await import('./other-engines.ts')
await import('./journey.ts')
await import('./phone.ts')
await import('./phone-file.ts')
