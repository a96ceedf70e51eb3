/// From what is asked to objects; the real Helm as judge.
@NullMarked
package io.fairlead.install.profile;

import org.jspecify.annotations.NullMarked;
