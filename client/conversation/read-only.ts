/** How messages are looked at, for their rows. */
import { createContext } from "react";

/** True where messages can be read and nothing can be done with them. */
export const ReadOnlyContext = createContext(false);

/** The message that is visited: nothing of it is folded away. */
export const FoundContext = createContext<string | null>(null);

/** True where it is somebody else's: what it cost and how it was asked is theirs to show. */
export const SharedContext = createContext(false);

/** True where the last message on the page is the last of the branch. */
export const WholeContext = createContext(true);
