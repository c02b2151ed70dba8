import { Argument, Command } from 'commander'
import { withExample, type CliRun } from './context.ts'

const shells = ['bash', 'zsh', 'fish'] as const

/** `preau completion bash|zsh|fish`: a script to source. */
export function completionCommand(run: CliRun): Command {
  const command = new Command('completion')
    .description('prints completion for your shell')
    .addArgument(new Argument('<shell>').choices([...shells]))
    .action(async (shell: string) => {
      const { wholeProgram } = await import('./main.ts')
      const script = scriptFor(shell, verbsOf(await wholeProgram(run)))
      await run.withConfig(() => Promise.resolve({ summary: '', text: script, data: { script } }))
    })
  return withExample(command, 'preau completion bash > /etc/bash_completion.d/preau')
}

/** Each noun and its verbs. */
function verbsOf(program: Command): Map<string, string[]> {
  return new Map(
    program.commands.map((noun) => [noun.name(), noun.commands.map((verb) => verb.name())]),
  )
}

function scriptFor(shell: string, verbs: Map<string, string[]>): string {
  if (shell === 'fish') return fish(verbs)
  const nouns = [...verbs.keys()].join(' ')
  const cases = [...verbs]
    .filter(([, names]) => names.length > 0)
    .map(([noun, names]) => `    ${noun}) words="${names.join(' ')}" ;;`)
  return shell === 'bash' ? bash(nouns, cases) : zsh(nouns, cases)
}

function bash(nouns: string, cases: readonly string[]): string {
  return `_preau() {
  local words="" current="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then words="${nouns}"
  elif [ "$COMP_CWORD" -eq 2 ]; then case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words --json --yes --as-of --actor --reason --help" -- "$current"))
}
complete -o default -F _preau preau`
}

function zsh(nouns: string, cases: readonly string[]): string {
  return `#compdef preau
_preau() {
  local choices=""
  if (( CURRENT == 2 )); then choices="${nouns}"
  elif (( CURRENT == 3 )); then case "$words[2]" in
${cases.join('\n').replaceAll('words=', 'choices=')}
  esac; fi
  if [ -n "$choices" ]; then compadd -- \${=choices}; else _files; fi
}
compdef _preau preau`
}

function fish(verbs: Map<string, string[]>): string {
  const lines = [
    `complete -c preau -n __fish_use_subcommand -f -a "${[...verbs.keys()].join(' ')}"`,
  ]
  for (const [noun, names] of verbs) {
    if (names.length > 0)
      lines.push(
        `complete -c preau -n "__fish_seen_subcommand_from ${noun}" -f -a "${names.join(' ')}"`,
      )
  }
  return lines.join('\n')
}
