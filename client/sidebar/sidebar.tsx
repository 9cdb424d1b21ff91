/** The sidebar: new chat, the list of conversations, and at its foot the wallet and the person. As a rail only the icons remain. */
import { Link, useLocation } from "wouter";
import { useAccount } from "../account/account.tsx";
import { Icon, Logo, type IconName } from "../icons.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { openSearch } from "../search/open-search.ts";
import { ChatList } from "./chat-list.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { WalletLine } from "./wallet-line.tsx";
import { words } from "../words/words.ts";

interface NavLinkProps {
  href: string;
  icon: IconName;
  label: string;
  expanded: boolean;
  testId?: string;
}

function NavLink({ href, icon, label, expanded, testId }: NavLinkProps) {
  const [location] = useLocation();
  const here = location === href;
  return (
    <Link
      href={href}
      title={label}
      aria-label={label}
      aria-current={here ? "page" : undefined}
      data-testid={testId}
      className={`flex h-10 items-center gap-3 rounded-xl text-sm text-muted transition-colors hover:bg-hover hover:text-text ${
        expanded ? "px-3" : "w-10 justify-center"
      } ${here ? "bg-hover text-text" : ""}`}
    >
      <Icon name={icon} />
      {expanded ? label : null}
    </Link>
  );
}

function SearchEntry({ expanded, onOpen }: { expanded: boolean; onOpen: (() => void) | undefined }) {
  return (
    <button
      type="button"
      title={words.sidebar.searchHelp}
      aria-label={words.sidebar.search}
      aria-keyshortcuts="Control+K Meta+K"
      data-testid="open-search"
      onClick={() => {
        onOpen?.();
        openSearch(null);
      }}
      className={`flex h-10 items-center gap-3 rounded-xl text-sm text-muted transition-colors hover:bg-hover hover:text-text ${
        expanded ? "px-3" : "w-10 justify-center"
      }`}
    >
      <Icon name="search" />
      {expanded ? words.sidebar.search : null}
    </button>
  );
}

interface SidebarProps {
  expanded: boolean;
  onToggle: () => void;
  /** Before the search opens. */
  onSearch?: () => void;
}

export function Sidebar({ expanded, onToggle, onSearch }: SidebarProps) {
  const { me } = useAccount();
  return (
    <nav aria-label={words.sidebar.navigation} className={`flex h-full flex-col ${expanded ? "w-full p-2.5" : "w-12 items-center py-2.5"}`}>
      <div className={`flex items-center ${expanded ? "justify-between ps-2" : "flex-col gap-1"}`}>
        {expanded ? (
          <Link
            href="/"
            className="flex items-center gap-2.5 rounded-xl pe-3 text-base font-semibold tracking-tight"
            aria-label={words.sidebar.logo}
          >
            <Logo size={24} />
            Tally
          </Link>
        ) : null}
        <IconButton
          icon="sidebar"
          label={expanded ? words.sidebar.closeSidebar : words.sidebar.openSidebar}
          aria-expanded={expanded}
          onClick={onToggle}
        />
      </div>
      <div className="mt-2 grid gap-0.5">
        <NavLink href="/" icon="compose" label={words.app.newChat} expanded={expanded} testId="new-chat" />
        <SearchEntry expanded={expanded} onOpen={onSearch} />
      </div>
      {expanded ? <ChatList /> : <div className="flex-1" />}
      <div className={`grid grid-cols-1 gap-0.5 border-line pt-2 ${expanded ? "border-t" : ""}`}>
        {expanded ? <WalletLine /> : null}
        <NavLink href="/projects" icon="folder" label={words.sidebar.projects} expanded={expanded} />
        <NavLink href="/usage" icon="usage" label={words.sidebar.usage} expanded={expanded} />
        {me?.admin === true ? <NavLink href="/admin" icon="people" label={words.sidebar.admin} expanded={expanded} /> : null}
        <PersonMenu expanded={expanded} />
      </div>
    </nav>
  );
}
