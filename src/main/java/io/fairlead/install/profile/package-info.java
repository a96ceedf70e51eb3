/// What somebody wants installed: a profile, files of kind IstioOperator, single settings; and what that means for our
/// charts. Pure.
///
/// In: texts. Out: a specification, values of charts, objects; or all problems with the texts at once. Never: files, an
/// API server.
/// Start reading at [io.fairlead.install.profile.Installation].
@NullMarked
package io.fairlead.install.profile;

import org.jspecify.annotations.NullMarked;
