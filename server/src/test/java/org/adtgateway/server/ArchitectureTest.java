package org.adtgateway.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.adtgateway.server.identity.Party;
import org.junit.jupiter.api.Test;

/** The packages and which may use which; see docs/architecture.md. */
class ArchitectureTest {
    private static final String OURS = "org.adtgateway..";
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.adtgateway.server");

    /** From the bottom to the top: a package uses those before it, and none after it. */
    private static final List<String> BENEATH = List.of(
            "pki",
            "console",
            "metrics",
            "trust",
            "evidence",
            "http",
            "identity",
            "admission",
            "longpoll",
            "submission",
            "act");

    /** One for each tag of the contract. */
    private static final List<String> FEATURES =
            List.of("account", "delivery", "withdrawal", "decision", "feed", "formats", "audit", "reference");

    @Test
    void everyPackageHasAPlaceInTheOrder() {
        assertThat(SERVER.stream()
                        .map(type -> type.getPackageName().replaceFirst("org\\.adtgateway\\.server\\.?", ""))
                        .filter(name -> !name.isEmpty())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(BENEATH.stream(), FEATURES.stream()).toList());
    }

    @Test
    void nothingBeneathUsesWhatIsAboveIt() {
        for (int i = 0; i < BENEATH.size(); i++) {
            List<String> above = new ArrayList<>(FEATURES);
            above.addAll(BENEATH.subList(i + 1, BENEATH.size()));
            noClasses()
                    .that()
                    .resideInAPackage(name(BENEATH.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            above.stream().map(ArchitectureTest::name).toArray(String[]::new))
                    .check(SERVER);
        }
    }

    @Test
    void featuresDoNotUseOneAnother() {
        for (String feature : FEATURES) {
            noClasses()
                    .that()
                    .resideInAPackage(name(feature))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(FEATURES.stream()
                            .filter(other -> !other.equals(feature))
                            .map(ArchitectureTest::name)
                            .toArray(String[]::new))
                    .check(SERVER);
        }
    }

    @Test
    void noPackageUsesTheObjectGraph() {
        noClasses()
                .that()
                .resideInAnyPackage(Stream.concat(BENEATH.stream(), FEATURES.stream())
                        .map(ArchitectureTest::name)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.adtgateway.server")
                .check(SERVER);
    }

    @Test
    void evidenceAndMetricsUseOnlyTheChecksAndTheTypesOfTheContract() {
        for (String each : List.of("evidence", "metrics")) {
            classes()
                    .that()
                    .resideInAPackage(name(each))
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(name(each), "org.adtgateway.checks..", "org.adtgateway.api")
                                    .or(not(resideInAPackage(OURS))))
                    .check(SERVER);
        }
    }

    @Test
    void bouncyCastleStaysInTheChecksAndWhereKeysSign() {
        noClasses()
                .that()
                .resideOutsideOfPackages(name("evidence"), name("pki"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(SERVER);
    }

    @Test
    void nothingRunsInTheCommonPool() {
        // it has one thread on a machine with two cores, and whatever blocks that one holds up all others
        noClasses()
                .should()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .check(new ClassFileImporter().importPackages("org.adtgateway"));
    }

    private static String name(String each) {
        return "org.adtgateway.server." + each + "..";
    }

    @Test
    void operationsOfTheContractAreImplementedByResourcesOnly() {
        noClasses()
                .that(not(JavaClass.Predicates.simpleNameEndingWith("Resource")))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.adtgateway.api").and(JavaClass.Predicates.simpleNameEndingWith("Api")))
                .check(SERVER);
    }

    /** Elsewhere {@code Caller.visibleOwner} says whose submissions a call may concern, by what the contract has for its operation. */
    @Test
    void onlyIdentityAndAdmissionAskWhetherAPartyIsAnOperator() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.adtgateway.server.identity..", "org.adtgateway.server.admission..")
                .should()
                .callMethod(Party.class, "isOperator")
                .check(SERVER);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        noFields().should().beAnnotatedWith(Inject.class).check(SERVER);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(SERVER);
    }

    @Test
    void everyPackageIntroducesItself() {
        classes().should(resideInAPackageWithPackageInfo()).check(SERVER);
    }

    private static ArchCondition<JavaClass> resideInAPackageWithPackageInfo() {
        return new ArchCondition<>("reside in a package with package-info") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean introduced = type.getPackage().tryGetPackageInfo().isPresent()
                        || PackageSources.hasPackageInfo(type.getPackageName());
                if (!introduced) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has no package-info"));
                }
            }
        };
    }

    /** javac writes no class for a package-info without annotations, so its source is looked at. */
    private static final class PackageSources {
        static boolean hasPackageInfo(String name) {
            return java.nio.file.Files.exists(
                    java.nio.file.Path.of("src/main/java", name.replace('.', '/'), "package-info.java"));
        }
    }
}
