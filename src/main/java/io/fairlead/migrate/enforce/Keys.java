package io.fairlead.migrate.enforce;

import javax.net.ssl.SSLContext;

/// Who knocks.
///
/// @param mesh with a certificate of the mesh, believing the mesh only
/// @param stranger with one of another trust domain, believing everybody
/// @param nobody with none, believing everybody
public record Keys(SSLContext mesh, SSLContext stranger, SSLContext nobody) {}
