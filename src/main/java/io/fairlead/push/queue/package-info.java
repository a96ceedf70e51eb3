/// What waits for one stream. One thread takes, many put.
///
/// In: requests, new targets, word that the stream may write again. Out: all of it at once, merged. Never: more than
/// one pending target; a newer one replaces it. Start reading at [Inbox].
@NullMarked
package io.fairlead.push.queue;

import org.jspecify.annotations.NullMarked;
