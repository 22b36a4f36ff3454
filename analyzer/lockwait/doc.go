// Package lockwait asks: «the question, as one would ask it of the code»?
//
// # Analyzer lockwait
//
// lockwait: report waits for a peer that needs the lock one holds
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
package lockwait
