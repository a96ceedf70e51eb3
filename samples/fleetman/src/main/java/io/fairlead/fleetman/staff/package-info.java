/// Who drives which vehicle, and the URL path of a portrait.
///
/// In: a vehicle name. Out: driver and photo, in the manner of the version that this process plays. Never: the
/// pictures themselves; the web application serves those. Start reading at
/// {@link io.fairlead.fleetman.staff.StaffService}.
@NullMarked
package io.fairlead.fleetman.staff;

import org.jspecify.annotations.NullMarked;
