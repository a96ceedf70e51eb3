/// What should be: Deployments become pods, pods become endpoints, Services get addresses.
///
/// **In:** the wanted objects and the pods there are. **Out:** steps to take, and the views (endpoints, addresses)
/// that others publish. **Never:** a process, a file, a clock: every decision here is a function of its arguments.
/// Start reading at [Rollout].
@NullMarked
package io.fairlead.minicluster.controllers;

import org.jspecify.annotations.NullMarked;
