/// Fixtures and tables of rules.
@NullMarked
package io.fairlead.ingest.validate;

import org.jspecify.annotations.NullMarked;
