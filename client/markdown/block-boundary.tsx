/** Catches what breaks while a part of a message is drawn: that part is plain text then, and everything around it goes on. */
import { Component, type ReactNode } from "react";
import { PlainNotice, PlainText } from "./plain-text.tsx";

interface Props {
  /** What is shown if the children break, and a change of what tries them again. */
  text: string;
  children: ReactNode;
}
interface State {
  failed: boolean;
  text: string;
}

export class BlockBoundary extends Component<Props, State> {
  override state: State = { failed: false, text: this.props.text };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.text === state.text ? null : { failed: false, text: props.text };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="plain">
        <PlainNotice broke />
        <PlainText text={this.props.text} />
      </div>
    );
  }
}
