package io.quayside;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the contexts pure and the packages in their order. */
class ArchitectureTest {
  private static final String[] CONTEXTS = {
    "io.quayside.shipment..",
    "io.quayside.bidding..",
    "io.quayside.documentation..",
    "io.quayside.tracking.."
  };

  private static final String[] PURE_JAVA = {
    "java.lang",
    "java.lang.invoke",
    "java.lang.runtime",
    "java.math",
    "java.time..",
    "java.util",
    "java.util.function",
    "java.util.stream",
    "java.util.regex"
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.quayside");

  @TestFactory
  Stream<DynamicTest> shouldKeepTheContextsPure() {
    return Stream.of(CONTEXTS)
        .map(context -> DynamicTest.dynamicTest(context, () -> pure(context).check(CLASSES)));
  }

  private static ArchRule pure(String context) {
    return classes()
        .that()
        .resideInAPackage(context)
        .should(
            onlyDependOnClassesThat(resideInAnyPackage(PURE_JAVA).or(resideInAnyPackage(context))))
        .as(context + " depends on itself and on pure Java alone")
        .allowEmptyShould(true);
  }

  @Test
  void shouldPassTimeAndChanceIntoTheContexts() {
    DescribedPredicate<JavaMethodCall> now =
        DescribedPredicate.describe(
            "now() of a clock",
            call ->
                call.getTarget().getName().equals("now")
                    && call.getTargetOwner().getPackageName().startsWith("java.time"));
    noClasses()
        .that()
        .resideInAnyPackage(CONTEXTS)
        .should()
        .callMethodWhere(now)
        .orShould()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "have a clock, chance or threads", ArchitectureTest::impure))
        .check(CLASSES);
  }

  private static boolean impure(JavaClass type) {
    return Stream.of(System.class, Runtime.class, Process.class, ProcessBuilder.class, Thread.class)
            .anyMatch(type::isEquivalentTo)
        || Stream.of(java.time.Clock.class, java.util.Random.class, java.util.Timer.class)
            .anyMatch(type::isAssignableTo)
        || type.getFullName().equals("java.util.UUID");
  }

  @Test
  void shouldHaveNoCyclesOfPackages() {
    slices().matching("io.quayside.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void shouldKeepJsonApartFromTheDomain() {
    noClasses()
        .that()
        .resideInAnyPackage("io.quayside.json..", "io.quayside.problem..")
        .should(
            dependOnClassesThat(
                resideInAPackage("io.quayside..")
                    .and(resideOutsideOfPackages("io.quayside.json..", "io.quayside.problem.."))))
        .check(CLASSES);
  }
}
