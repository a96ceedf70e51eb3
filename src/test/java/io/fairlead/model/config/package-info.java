/// Tests of what objects say by themselves.
@NullMarked
package io.fairlead.model.config;

import org.jspecify.annotations.NullMarked;
