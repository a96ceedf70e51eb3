package io.fairlead.minicluster.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/// Whom a certificate names.
///
/// @param name its common name; never empty
public record Subject(String name, List<String> organizations) {
    public Subject {
        organizations = List.copyOf(organizations);
    }

    /// Empty where it names nobody.
    public static Optional<Subject> of(X500Principal subject) {
        String name = "";
        List<String> organizations = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(subject.getName()).getRdns()) {
                if (part.getType().equals("CN")) {
                    name = part.getValue().toString();
                } else if (part.getType().equals("O")) {
                    organizations.add(part.getValue().toString());
                }
            }
        } catch (InvalidNameException unreadable) {
            return Optional.empty();
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new Subject(name, organizations));
    }
}
