/** The app: who is here, the frame, and the page that the address names. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { Link, useLocation, useRoute } from "wouter";
import { AccountProvider, useAccount } from "./account/account.tsx";
import { useIsSignedOutSaid } from "./account/signed-out.ts";
import { useFinishDeletions } from "./account/use-deletions.ts";
import { followSystemTheme } from "./account/theme.ts";
import { DropAnywhere } from "./attachments/drop-anywhere.tsx";
import { Panels } from "./commands/panels.tsx";
import { ChatPage } from "./conversation/chat-page.tsx";
import { createQueryClient } from "./http/query-client.ts";
import { asProblem } from "./http/request.ts";
import { SearchHost } from "./search/search-host.tsx";
import { MenuButton, Shell } from "./sidebar/shell.tsx";
import { Button } from "./ui/button.tsx";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { latePage } from "./ui/late.tsx";
import { Loading } from "./ui/loading.tsx";
import { Notice } from "./ui/notice.tsx";
import { ToastRegion } from "./ui/toast-region.tsx";
import { NewerBar } from "./version/newer-bar.tsx";
import { withWords, words } from "./words/words.ts";

const UsagePage = latePage(() => withWords("books", import("./usage/usage-page.tsx")), PageSkeleton);
const ProjectsPage = latePage(() => withWords("dialogs", import("./projects/projects-page.tsx")), PageSkeleton);
const ToolsPage = latePage(() => withWords("dialogs", import("./tools/tools-page.tsx")), PageSkeleton);
const PrivacyPage = latePage(() => withWords("dialogs", import("./privacy/privacy-page.tsx")), PageSkeleton);
const PerfPage = latePage(() => withWords("perf", import("./perf/perf-page.tsx")), PageSkeleton);
const SharedPage = latePage(() => withWords("dialogs", import("./sharing/shared-page.tsx")), PageSkeleton);
const AdminPage = latePage(() => withWords("books", import("./admin/admin-page.tsx")), PageSkeleton);
const queryClient = createQueryClient();

function NotFound() {
  return (
    <div className="relative mx-auto grid h-full max-w-md place-content-center gap-3 p-6 text-center">
      <div className="absolute start-2 top-2">
        <MenuButton />
      </div>
      <h1 className="text-2xl">{words.app.nothingHere}</h1>
      <p className="text-muted">{words.app.nothingHereHelp}</p>
      <Link href="/" className="mx-auto mt-2 inline-flex h-10 items-center rounded-xl bg-send px-5 text-sm font-medium text-on-send">
        {words.app.newChat}
      </Link>
    </div>
  );
}

function PageSkeleton() {
  return (
    <div className="mx-auto max-w-5xl p-6 pt-20">
      <Loading className="h-8 w-48" />
      <div className="skeleton mt-8 h-64 w-full" aria-hidden="true" />
    </div>
  );
}

/** `/` and `/c/:id` are one element, so that a new chat becomes a conversation without being built anew. */
function Page(): ReactNode {
  const [isNew] = useRoute("/");
  const [isChat, chat] = useRoute("/c/:id");
  const [isUsage] = useRoute("/usage");
  const [isAdmin] = useRoute("/admin");
  const [isProjects] = useRoute("/projects");
  const [isTools] = useRoute("/tools");
  const [isPrivacy] = useRoute("/privacy");
  const [isPerf] = useRoute("/perf");
  const [isShared, shared] = useRoute("/s/:id");
  if (isNew || isChat) return <ChatPage chatId={chat?.id ?? null} />;
  if (isUsage) return <UsagePage />;
  if (isProjects) return <ProjectsPage />;
  if (isTools) return <ToolsPage />;
  if (isPrivacy) return <PrivacyPage />;
  if (isPerf) return <PerfPage />;
  if (isShared) return <SharedPage key={shared.id} shareId={shared.id} />;
  if (isAdmin) return <AdminPage />;
  return <NotFound />;
}

/** What stands above every page: that one is signed out, or that the server cannot be reached. */
function AccountNotice() {
  const { signedOut, failure, me } = useAccount();
  const isSaid = useIsSignedOutSaid();
  if (!signedOut && (failure === null || me !== null)) return null;
  const problem = failure === null ? null : asProblem(failure);
  const out = signedOut || problem?.status === 401;
  if (out && isSaid) return null;
  return (
    <Notice
      tone={out ? "warning" : "danger"}
      icon="warning"
      className="absolute inset-x-4 top-3 z-30 mx-auto max-w-xl shadow-float"
      actions={
        <Button small look="plain" className="text-current" onClick={() => location.reload()}>
          {out ? words.app.signIn : words.ui.reload}
        </Button>
      }
    >
      {out ? words.app.signedOut : (problem?.detail ?? "")}
    </Notice>
  );
}

function Framed() {
  const [location] = useLocation();
  useFinishDeletions();
  return (
    <Shell
      beside={
        <>
          <Panels />
          <SearchHost />
          <ToastRegion />
        </>
      }
    >
      <NewerBar />
      <AccountNotice />
      <DropAnywhere />
      <ErrorBoundary resetKey={location}>
        <Page />
      </ErrorBoundary>
    </Shell>
  );
}

export function App() {
  useEffect(followSystemTheme, []);
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <AccountProvider>
          <Framed />
        </AccountProvider>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
