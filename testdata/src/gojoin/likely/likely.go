// Package likely holds what gojoin finds at the level likely.
package likely

func work() {}

// StartReporter may be meant for main, once.
func StartReporter() {
	go func() { // want `nothing ends this goroutine: one more stays behind for each call of StartReporter \(gojoin\)`
		for {
			work()
		}
	}()
}
