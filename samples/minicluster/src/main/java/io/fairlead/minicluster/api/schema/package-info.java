/// What fields objects have: schemas of the built-in kinds, read from a client library's model classes, and those of
/// CustomResourceDefinitions; one walk that prunes, defaults and validates by either. Pure.
///
/// In: schemas and objects. Out: objects as they are stored, and what is wrong with them. Never: knows a kind's rules
/// beyond its fields. Start reading at {@link SchemaWalk}.
@NullMarked
package io.fairlead.minicluster.api.schema;

import org.jspecify.annotations.NullMarked;
