package io.fairlead.model.config;

import io.fairlead.model.mtls.Cron;

/// What runs by the calendar.
///
/// @param suspended it does not run now
public record CronJob(Meta meta, Cron schedule, boolean suspended) implements MeshObject {}
