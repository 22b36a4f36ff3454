// Package gostuck asks: «the question, as one would ask it of the code»?
//
// # Analyzer gostuck
//
// gostuck: report goroutines that can block for ever
//
// «Why it hurts, in two sentences. Then wrong code:»
//
//	«wrong()»
//
// «Right code:»
//
//	«right()»
//
// Categories:
//
//   - «category»: «the evidence, in words» (certain)
//
// Silent when «the cases that look alike and are fine».
package gostuck
