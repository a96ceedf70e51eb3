/// Tests of `migrate.drive`.
@NullMarked
package io.fairlead.migrate.drive;

import org.jspecify.annotations.NullMarked;
