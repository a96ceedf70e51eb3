/// What a pod holds to show who it is, for people: certificates, never a key.
///
/// In: secrets in use. Out: read-only records. Never: a private key, state of its own. Start reading at [HeldSecret].
@NullMarked
package io.fairlead.proxy.identity.view;

import org.jspecify.annotations.NullMarked;
