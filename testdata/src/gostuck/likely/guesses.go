package likely

// These suppose more of data than that one condition holds: who knows the data
// may know that it never comes to that. Their numbers are those of the twins in
// good.

// measure takes its time.
func measure(name string) int { return len(name) }

// 69. The reader leaves at the second of its conditions.
func leavesAtTheSecondComma(text string) (head []rune) {
	letters := make(chan rune)
	go func() {
		defer close(letters)
		for _, r := range text {
			letters <- r // want `blocks for ever.*\(gostuck\)`
		}
	}()
	comma := false
	for r := range letters {
		switch {
		case r == ',' && comma:
			return head
		case r == ',':
			comma = true
		}
		head = append(head, r)
	}
	return head
}

// 70. As many weights as names, is it not?
func asManyAsNames(names []string, weights []int) (sum int) {
	lengths := make(chan int)
	for _, name := range names {
		go func() {
			lengths <- measure(name) // want `blocks for ever.*\(gostuck\)`
		}()
	}
	for _, w := range weights {
		sum += w * <-lengths // want `blocks for ever.*\(gostuck\)`
	}
	return sum
}

// 79. The last piece is not a whole one.
func onePieceShort(xs []int, step int) (sum int) {
	if step <= 0 {
		return 0
	}
	lengths := make(chan int)
	for i := 0; i < len(xs); i += step {
		go func() {
			lengths <- min(step, len(xs)-i) // want `blocks for ever.*\(gostuck\)`
		}()
	}
	for range len(xs) / step {
		sum += <-lengths
	}
	return sum
}
