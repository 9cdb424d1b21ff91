/**
 * Parts of the app that are loaded when they are opened: pages, dialogs, lists. What cannot be loaded (there is no network, or a newer
 * version has taken its place) is tried again when it is opened next.
 */
import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from "react";
import { showToast } from "./toasts.ts";
import { words } from "../words/words.ts";

type Load<Props> = () => Promise<{ default: ComponentType<Props> }>;

/**
 * A page: its failure is its boundary's to show.
 * @param load as `lazy` wants it
 * @param Fallback what stands there until it has come
 */
export function latePage<Props extends object>(load: Load<Props>, Fallback: ComponentType | null): ComponentType<Props> {
  // A lazy component remembers its failure: whoever is drawn after one takes another.
  const make = () =>
    lazy(() =>
      load().catch((error: unknown) => {
        newest = make();
        throw error;
      }),
    );
  let newest = make();
  return function LatePage(props: Props) {
    // Outside of the `Suspense`, which would forget it with every attempt.
    const [Part] = useState(() => newest);
    return (
      <Suspense fallback={Fallback === null ? null : <Fallback />}>
        <Part {...props} />
      </Suspense>
    );
  };
}

interface BoundaryProps {
  children: ReactNode;
  onFailed: () => void;
}

/** Draws nothing in the place of what broke. */
class PartBoundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(): void {
    this.props.onFailed();
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}

interface LateProps {
  /** Closes what was to hold it, when it cannot be loaded. */
  onFailed: () => void;
}

/** A dialog or a list beside a page, which stays as it is when the part cannot be loaded: a toast says so. */
export function late<Props extends object>(load: Load<Props>, Fallback: ComponentType | null = null): ComponentType<Props & LateProps> {
  const Part = latePage(load, Fallback);
  return function Late(props: Props & LateProps) {
    const fail = () => {
      showToast(words.ui.partNotLoaded, { tone: "danger", action: { label: words.ui.reload, run: () => location.reload() } });
      props.onFailed();
    };
    return (
      <PartBoundary onFailed={fail}>
        <Part {...props} />
      </PartBoundary>
    );
  };
}
