import type { FC } from 'hono/jsx'
import type { Block, Inline } from '../../src/kernel/markdown.ts'

/** What the commune wrote, built element by element: there is no way for HTML to pass. */
export const Markdown: FC<{ blocks: readonly Block[] }> = ({ blocks }) => (
  <>
    {blocks.map((block) => (
      <BlockOf block={block} />
    ))}
  </>
)

const BlockOf: FC<{ block: Block }> = ({ block }) => {
  if (block.kind === 'HEADING') {
    return (
      <h2>
        <Inlines text={block.text} />
      </h2>
    )
  }
  if (block.kind === 'PARAGRAPH') {
    return (
      <p>
        <Inlines text={block.text} />
      </p>
    )
  }
  const items = block.items.map((item) => (
    <li>
      <Inlines text={item} />
    </li>
  ))
  return block.kind === 'LIST' ? <ul>{items}</ul> : <ol>{items}</ol>
}

const Inlines: FC<{ text: readonly Inline[] }> = ({ text }) => (
  <>
    {text.map((part) => {
      if (part.kind === 'LINK') return <a href={part.href}>{part.text}</a>
      if (part.kind === 'STRONG') return <strong>{part.text}</strong>
      return part.kind === 'EMPHASIS' ? <em>{part.text}</em> : part.text
    })}
  </>
)
