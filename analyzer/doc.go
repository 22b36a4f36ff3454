// Package analyzer lists the analyzers of cancelcheck. They ask of every
// goroutine, loop and blocking call: what stops it, who waits for it, and what
// happens when the answer is nothing.
//
// Drivers run All. Each rule has a package of its own, with an Analyzer, and
// documents there what it finds, wrong code, right code, and when it is silent.
//
// # Layers
//
// A package imports only what stands below it; a test parses the imports.
//
//	cmd/cancelcheck      protocol, flags, output, cache; no analysis
//	analyzer             the list; no logic
//	internal/explain     what the rules make of one line, and on what grounds
//	analyzer/RULE        one question over the model, stateless, no facts
//	internal/rewrite     the source as written, and pieces for fixes
//	internal/report      the one way to say a finding: levels, directives, generated files
//	internal/directive   the comments that silence findings, and which are wrong
//	internal/lifetime    the model: functions, contexts, flow, loops, pauses; the Effects facts
//	internal/known       what the standard library and well-known modules do
//	internal/effects     what calling a function means for the caller's cancellation
//
// Data flows one way: source, typed syntax and control flow, the model, a
// rule's question, one report. Only lifetime has facts, and it computes them
// from syntax, types and control flow, never from SSA and never from the source
// of dependencies: what those do, known says. What is not known is silent.
//
// # Admission
//
// A rule is let in on three words. Correctness: what it reports is true, and a
// fix keeps the meaning. Frequency: the defect is met in well-kept code, not
// only in examples. Precision: see the levels. A rule that fails one of them
// stays out, with the reason beside the list.
//
// # Levels
//
// A finding has a level, an evidence class that the rule's document states in
// words. At certain, the default and the gate, an expert agrees with at least
// 24 of 25 findings in well-kept open source code. At likely, two of three are
// true: for a reader, not for a gate. One rule may report at both.
//
// The rules are a partition by definition, not by which are enabled: one defect
// is one finding.
//
// # How to add a rule
//
//	go run ./analyzer/internal/newrule NAME report what it finds
//
// makes the rule's package, its cases and its rows, and a test that fails. Then
// write the cases: testdata/src/NAME/bad is found, good is silent also at
// likely, likely is found there only, fix has golden files, and cross tells
// about facts between packages; package ruletest checks all of it. Then the
// question: a rule asks the model, so a new thing to know belongs into lifetime
// and not into the rule. Every false positive ever met becomes a function in
// good, named for its case.
package analyzer
