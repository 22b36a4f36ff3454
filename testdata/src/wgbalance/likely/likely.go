// Package likely holds what wgbalance is less sure of; a function is named for
// its case.
package likely

import (
	"fmt"
	"sync"
)

func parse(s string) { _ = s[0] }

func panicSkipsDone(lines []string) {
	var wg sync.WaitGroup
	for _, line := range lines {
		wg.Add(1)
		go func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Println("skipped", line, r)
				}
			}()
			parse(line)
			wg.Done() // want `wg\.Done is not deferred: a panic that this goroutine recovers from skips it \(wgbalance\)`
		}()
	}
	wg.Wait()
}

func saved() {
	if r := recover(); r != nil {
		fmt.Println(r)
	}
}

func panicOfAHelperSkipsDone(line string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer saved()
		parse(line)
		wg.Done() // want `wg\.Done is not deferred`
		fmt.Println("told")
	}()
	wg.Wait()
}
