/// The daemon's HTTP ports: readiness, metrics, version, and what helps to find a fault.
///
/// In: HTTP requests. Out: the rooms' view records as JSON. Never: a change of anything. Start reading at
/// [MonitoringServer].
@NullMarked
package io.fairlead.app.http;

import org.jspecify.annotations.NullMarked;
