"""Each queue with one worker that waits: how soon does it hear of a job?"""
