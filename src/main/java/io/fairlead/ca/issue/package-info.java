/// What a certificate shall say. Pure.
///
/// In: a certificate request, the policy, and who the caller proved to be. Out: a template, or a refusal with its
/// reason. Never: a key of ours, a clock, a socket; and never a name that the request asks for.
/// Start reading at [io.fairlead.ca.issue.Issue].
@NullMarked
package io.fairlead.ca.issue;

import org.jspecify.annotations.NullMarked;
