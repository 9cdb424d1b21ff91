/**
 * A selection in an answer survives its growth. When a text grows React writes the whole of it anew, and the browser then moves
 * every selection inside to the beginning: what was selected is selected again, before anything is painted.
 */
import { Component, createRef, type ReactNode, type RefObject } from "react";

interface Point {
  node: Node;
  offset: number;
  /** Characters from the beginning of the answer, for nodes that are gone afterwards. */
  place: number;
}
interface Kept {
  anchor: Point | null;
  focus: Point | null;
  isWithin: { anchor: boolean; focus: boolean };
}

function pointOf(root: Element, node: Node, offset: number): Point {
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(node, offset);
  return { node, offset, place: before.toString().length };
}

/** The place as a node and an offset again. */
function find(root: Element, point: Point): [Node, number] {
  const length = point.node instanceof CharacterData ? point.node.length : point.node.childNodes.length;
  if (point.node.isConnected && point.offset <= length) return [point.node, point.offset];
  let left = point.place;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let next = walker.nextNode(); next !== null; next = walker.nextNode()) {
    const size = next.textContent?.length ?? 0;
    if (left <= size) return [next, left];
    left -= size;
  }
  return [root, root.childNodes.length];
}

interface Props {
  className: string;
  children: ReactNode;
}

export class KeepSelection extends Component<Props> {
  readonly #root: RefObject<HTMLDivElement | null> = createRef();

  override getSnapshotBeforeUpdate(): Kept | null {
    const root = this.#root.current;
    const selection = document.getSelection();
    if (root === null || selection === null) return null;
    // Not `isCollapsed`: to answer that, Chromium lays the page out, and this is asked with every piece of an answer.
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    if (anchorNode === focusNode && anchorOffset === focusOffset) return null;
    const isWithin = { anchor: root.contains(anchorNode), focus: root.contains(focusNode) };
    if (!isWithin.anchor && !isWithin.focus) return null;
    return {
      anchor:
        anchorNode === null
          ? null
          : isWithin.anchor
            ? pointOf(root, anchorNode, anchorOffset)
            : { node: anchorNode, offset: anchorOffset, place: 0 },
      focus:
        focusNode === null
          ? null
          : isWithin.focus
            ? pointOf(root, focusNode, focusOffset)
            : { node: focusNode, offset: focusOffset, place: 0 },
      isWithin,
    };
  }

  override componentDidUpdate(_: Props, _state: object, kept: Kept | null): void {
    const root = this.#root.current;
    const selection = document.getSelection();
    if (kept === null || root === null || selection === null || kept.anchor === null || kept.focus === null) return;
    const [anchorNode, anchorOffset] = find(root, kept.anchor);
    const [focusNode, focusOffset] = find(root, kept.focus);
    if (
      selection.anchorNode === anchorNode &&
      selection.anchorOffset === anchorOffset &&
      selection.focusNode === focusNode &&
      selection.focusOffset === focusOffset
    )
      return;
    selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  }

  override render(): ReactNode {
    return (
      <div ref={this.#root} className={this.props.className} data-testid="message-text">
        {this.props.children}
      </div>
    );
  }
}
