/// What has to be written into the mesh's configuration for what was decided: ordinary PeerAuthentications, so that
/// whoever leaves the migration keeps plain Istio configuration.
///
/// In: locked units and the policies that stand. Out: policies and their YAML, or the reason why none can be written.
/// Never: a change to an object of a person. Start reading at [io.fairlead.migrate.decide.effect.LockPolicies].
@NullMarked
package io.fairlead.migrate.decide.effect;

import org.jspecify.annotations.NullMarked;
