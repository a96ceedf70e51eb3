/// Templates as Go would carry them out.
@NullMarked
package io.fairlead.install.template;

import org.jspecify.annotations.NullMarked;
