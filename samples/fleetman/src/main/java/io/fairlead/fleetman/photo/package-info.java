/// The photo service of the full stack (tag 5): a driver name in, the URL path of a portrait out.
///
/// In: names. Out: paths. Never: a call to anyone. Start reading at
/// {@link io.fairlead.fleetman.photo.PhotoService}.
@NullMarked
package io.fairlead.fleetman.photo;

import org.jspecify.annotations.NullMarked;
