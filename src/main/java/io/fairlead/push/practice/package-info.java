/// A client of our own, with which a daemon practises before anybody depends on it.
///
/// In: the port of an ADS server in this process. Out: word that a proxy was served. Never: used by a daemon that
/// serves. Start reading at [Trainee].
@NullMarked
package io.fairlead.push.practice;

import org.jspecify.annotations.NullMarked;
