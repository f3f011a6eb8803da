/** What stands beside the text: brackets, agreement, record, kept words, as tabs. Beside it on a wide screen, a sheet on a narrow one. */
import { memo, type ReactNode } from 'react'
import { Tab, TabList, TabPanel, TabPanels, Tabs } from 'react-aria-components/Tabs'
import { useKeptWords } from '../../../api/keptWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { AgreementList } from '../agreement/AgreementList.tsx'
import { BracketList } from '../brackets/BracketList.tsx'
import { KeptWordsList } from '../kept/KeptWordsList.tsx'
import { useRoom } from '../RoomContext.tsx'
import { Later } from '../../../ui/Later.tsx'
import styles from './SidePanel.module.css'

export const panelTabs = ['brackets', 'agreement', 'record', 'kept'] as const
export type PanelTab = (typeof panelTabs)[number]

/** How many open brackets or kept words there are, beside the tab's name; nothing where there is nothing to count. */
export function TabCount({ tab }: { readonly tab: PanelTab }) {
  const { id, places } = useRoom()
  const kept = useKeptWords(id)
  const count = { brackets: places.length, agreement: 0, record: 0, kept: kept.data?.kept.length ?? 0 }[tab]
  return count > 0 && <span className={`${styles['count']} ${styles[tab] ?? ''}`}>{count}</span>
}

// Seldom looked at, and nothing in it without a line to the server.
const recordList = async () => (await import('../record/RecordList.tsx')).RecordList

const panels: Readonly<Record<PanelTab, ReactNode>> = {
  brackets: <BracketList />,
  agreement: <AgreementList />,
  record: <Later part={recordList} given={{}} />,
  kept: <KeptWordsList />,
}

export interface SidePanelProps {
  readonly tab: PanelTab
  readonly onTab: (tab: PanelTab) => void
}

export const SidePanel = memo(function SidePanel({ tab, onTab }: SidePanelProps) {
  const say = useWords()
  return (
    <Tabs
      selectedKey={tab}
      onSelectionChange={(key) => {
        const chosen = panelTabs.find((each) => each === key)
        if (chosen !== undefined) onTab(chosen)
      }}
      className={styles['tabs'] ?? ''}
    >
      <TabList aria-label={say('tabs.label')} className={styles['list'] ?? ''}>
        {panelTabs.map((each) => (
          <Tab key={each} id={each} className={styles['tab'] ?? ''}>
            {say(`tabs.${each}`)}
            <TabCount tab={each} />
          </Tab>
        ))}
      </TabList>
      <TabPanels className={styles['panels'] ?? ''}>
        {panelTabs.map((each) => (
          <TabPanel key={each} id={each} className={styles['panel'] ?? ''}>
            {panels[each]}
          </TabPanel>
        ))}
      </TabPanels>
    </Tabs>
  )
})
