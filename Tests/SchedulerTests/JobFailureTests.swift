import SQL
import Scheduler
import Testing

@Suite struct JobFailureTests {
  /// The row of a job is where an operator looks first.
  @Test func aFailureOfTheDatabaseKeepsItsCode() {
    let failure = SQLFailure(
      code: .violated(sqlState: "23505", constraint: "job_pk"), statement: "jobs/claim",
      wasSent: true)
    #expect(JobFailure(failure).reason == "SQL jobs/claim: 23505 job_pk")
  }
}
