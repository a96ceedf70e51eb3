package io.fairlead.model.config;

import io.fairlead.model.mtls.MigrationSpec;

/// Asks for the migration from PERMISSIVE to STRICT. The oldest one of the root namespace counts.
///
/// @param profile whose values stand where none was written, `production` or `demo`
public record MtlsMigration(Meta meta, String profile, MigrationSpec spec) implements MeshObject {}
