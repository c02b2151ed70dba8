import type { FC } from 'hono/jsx'
import { dateInWords } from '../../src/kernel/french.ts'
import type { Block } from '../../src/kernel/markdown.ts'
import type { ShownNews } from '../../src/messages/news.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'
import { ofTown } from '../ui/town.ts'

/** Everything that is announced today. */
export const NewsPage: FC<{ chrome: Chrome; news: readonly ShownNews[] }> = ({ chrome, news }) => (
  <Layout chrome={chrome} title="Nouvelles">
    <div class="narrow">
      <Greeting
        title="Nouvelles"
        lead={`Ce qu’annonce la mairie ${ofTown(chrome.commune.name)}.`}
      />
      {news.length === 0 ? (
        <Empty title="Rien de nouveau" action={<a href={paths.home}>Revenir à l’accueil</a>}>
          Les menus, les ouvertures d’inscription et les fermetures seront annoncés ici.
        </Empty>
      ) : (
        <div class="card">
          <ul class="list">
            {news.map((item) => (
              <li>
                <a href={paths.newsItem(item.code)}>
                  <span class="l-title">{item.title}</span>{' '}
                  <span class="l-date">{dateInWords(item.firstDay)}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  </Layout>
)

export interface NewsItemPageProps {
  readonly chrome: Chrome
  readonly item: ShownNews
  readonly blocks: readonly Block[]
}

export const NewsItemPage: FC<NewsItemPageProps> = ({ chrome, item, blocks }) => (
  <Layout chrome={chrome} title={item.title}>
    <div class="narrow">
      <Trail href={paths.news} label="Nouvelles" />
      <Greeting title={item.title} lead={dateInWords(item.firstDay)} />
      <div class="card prose">
        <Markdown blocks={blocks} />
      </div>
    </div>
  </Layout>
)
