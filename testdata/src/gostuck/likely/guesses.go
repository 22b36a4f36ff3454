package likely

import (
	"sync"
	"time"
)

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

// 81. A line that was heard to be cut carries a question all the same.
type wire interface {
	Carry(n int) error
	Hear() (int, error)
}

type exchange struct {
	mu   sync.Mutex
	next int
	open map[int]chan int
	line wire
}

func (e *exchange) listen() {
	n, err := e.line.Hear()
	for ; err == nil; n, err = e.line.Hear() {
		e.mu.Lock()
		ch := e.open[n]
		delete(e.open, n)
		e.mu.Unlock()
		ch <- n
		close(ch)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for n, ch := range e.open {
		delete(e.open, n)
		ch <- -1
		close(ch)
	}
}

func (e *exchange) ask() chan int {
	e.mu.Lock()
	n := e.next
	e.next++
	ch := make(chan int, 1)
	e.open[n] = ch
	e.mu.Unlock()
	if err := e.line.Carry(n); err != nil {
		e.mu.Lock()
		delete(e.open, n)
		e.mu.Unlock()
		ch <- -1
		close(ch)
	}
	return ch
}

func asksOnALine(line wire) int {
	e := &exchange{open: map[int]chan int{}, line: line}
	go e.listen()
	time.Sleep(time.Millisecond)
	for n := range e.ask() { // want `blocks for ever.*\(gostuck\)`
		return n
	}
	return 0
}

// 85. As many slots as the shelf says that it has books.
type shelf interface {
	Len() int
	Books() []string
}

func asManyAsTheShelfSays(s shelf, open func(string) error) (longest int, err error) {
	pages := make(chan int, s.Len())
	books := s.Books()
	for _, b := range books {
		if err := open(b); err != nil {
			return 0, err
		}
		go func() {
			pages <- measure(b) // want `blocks for ever.*\(gostuck\)`
		}()
	}
	for range books {
		longest = max(longest, <-pages)
	}
	return longest, nil
}

// 86. Who is of no kind has nothing to say.
func answersOfAKind(kind string) (all []int) {
	answers := make(chan int, 2)
	for range 2 {
		go answerAs(kind, answers)
	}
	for range 2 {
		all = append(all, <-answers) // want `blocks for ever.*\(gostuck\)`
	}
	return all
}

func answerAs(kind string, answers chan<- int) {
	switch kind {
	case "round":
		answers <- 1
	case "square":
		answers <- 2
	}
}

// 90. With no limit the clock ticks on, and that is what one waits for.
func ticksToTheLimit(limit int) (beats int) {
	over := make(chan bool)
	beat := time.NewTicker(time.Millisecond)
	defer beat.Stop()
	go func() {
		for range beat.C {
			beats++
			if limit > 0 && beats > limit {
				over <- true
				return
			}
		}
	}()
	<-over // want `blocks for ever.*\(gostuck\)`
	return beats
}
