/// Tests of the translators: goldens, tables, and the property that small steps lead where one leap does.
@NullMarked
package io.fairlead.translate;

import org.jspecify.annotations.NullMarked;
