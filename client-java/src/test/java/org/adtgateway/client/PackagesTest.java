package org.adtgateway.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages of the SDK and which of the internal ones may use which; see docs/architecture.md. */
class PackagesTest {
    private static final String API = "org.adtgateway.client";
    private static final JavaClasses SDK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(API);

    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "json", Set.of(),
            "signing", Set.of(),
            "transport", Set.of("json", "signing"),
            "outbox", Set.of("json"));

    @Test
    void packages_areTheApiAndTheseInternals() {
        Set<String> expected = MAY_USE.keySet().stream().map(PackagesTest::name).collect(Collectors.toSet());
        expected.add(API);

        assertThat(SDK.stream().map(type -> type.getPackageName()).distinct())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void internals_useOnlyTheInternalsNamed() {
        MAY_USE.forEach((user, used) -> noClasses()
                .that()
                .resideInAPackage(name(user))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MAY_USE.keySet().stream()
                        .filter(other -> !other.equals(user) && !used.contains(other))
                        .map(PackagesTest::name)
                        .toArray(String[]::new))
                .check(SDK));
    }

    private static String name(String internal) {
        return API + ".internal." + internal;
    }
}
