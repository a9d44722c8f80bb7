import t from 'tap'
import { startInProcess } from '../helpers/service.ts'
import { firstDay } from './first-day.ts'

await firstDay(t, startInProcess)
