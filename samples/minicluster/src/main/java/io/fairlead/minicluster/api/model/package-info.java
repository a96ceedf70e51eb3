/// The nouns of the API server: types of resources, selectors, names, and Kubernetes' errors. Pure.
///
/// In: JSON trees and texts of requests. Out: values that the other rooms decide with. Never: stores, serves or reads
/// time. Start reading at {@link ResourceType}.
@NullMarked
package io.fairlead.minicluster.api.model;

import org.jspecify.annotations.NullMarked;
