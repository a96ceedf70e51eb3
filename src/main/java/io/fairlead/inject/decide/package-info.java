/// Whether a pod gets a proxy, and why; pure. In come [PodFacts], the labels of its namespace and the injector's
/// configuration, out comes a [Choice]. Start at [Choosing].
@NullMarked
package io.fairlead.inject.decide;

import org.jspecify.annotations.NullMarked;
