/** Catches what should not happen, so that a broken part leaves a sentence and a way on instead of a blank page. */
import { Component, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { words } from "../words/words.ts";

interface Props {
  children: ReactNode;
  /** A change of this (the address, say) tries again. */
  resetKey?: string;
}
interface State {
  failed: boolean;
  resetKey: string | undefined;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, resetKey: this.props.resetKey };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { failed: false, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" className="mx-auto grid h-full max-w-md place-content-center gap-4 p-6 text-center">
        <h1 className="text-2xl">{words.ui.broke}</h1>
        <p className="text-muted">{words.ui.brokeHelp}</p>
        <div className="flex justify-center gap-2">
          <Button look="tonal" onClick={() => this.setState({ failed: false })}>
            {words.ui.again}
          </Button>
          <Button onClick={() => location.reload()}>{words.ui.reload}</Button>
        </div>
      </div>
    );
  }
}
